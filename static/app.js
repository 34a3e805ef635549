// Starts GOV.UK Frontend's script: focus on the error summary, the menu on a phone, showing a password.
// Every page works without it.
import { initAll } from "./govuk/govuk-frontend.min.js";

initAll();
