"""The councils that license, what they are and were called, who came after whom, and their officers."""
