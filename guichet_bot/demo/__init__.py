"""The desk shown at work on embedded servers; an extra that the service never needs."""
