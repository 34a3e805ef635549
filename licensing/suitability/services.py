"""The outside services, by the settings. One that is not set up is None: officers record what they see by hand."""

from licensing.settings import Settings, in_force
from licensing.suitability.dbs import UpdateService
from licensing.suitability.vehicle_enquiry import VehicleEnquiryService
from licensing.suitability.vetting_models import DBS, DVLA


def update_service() -> UpdateService | None:
    """The DBS Update Service. Raises NotConfigured for an address without TLS on another machine."""
    settings = in_force()
    if not settings.dbs_url:
        return None
    user, _, password = settings.dbs_login.partition(":")
    return UpdateService(settings.dbs_url, (user, password) if user else None)


def vehicle_enquiry_service() -> VehicleEnquiryService | None:
    """The DVLA's Vehicle Enquiry Service. Raises NotConfigured as above."""
    settings = in_force()
    if not settings.dvla_url or not settings.dvla_key:
        return None
    return VehicleEnquiryService(settings.dvla_url, settings.dvla_key)


def is_set_up(service: str) -> bool:
    """Whether the settings give a way to a service."""
    settings: Settings = in_force()
    return {DBS: bool(settings.dbs_url), DVLA: bool(settings.dvla_url and settings.dvla_key)}[service]
