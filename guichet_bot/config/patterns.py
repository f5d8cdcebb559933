"""What addresses, names and prefixes look like, for the configuration and for the commands that ask for them."""

EMAIL = r"^[^@\s<>,;]+@[^@\s<>,;]+$"
NAME = r"^[a-z0-9][a-z0-9_-]{0,30}$"
PREFIX = r"^[A-Z][A-Z0-9]{0,7}$"
TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
MOST_COUNTED = 999_999_999  # by every database
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})  # hosts to which a password may go in the clear
