"""Handing an item over: to a file in the outbox, an e-mail server or GOV.UK Notify; and what may come of it.

Each way either answers with the provider's own number of the message, or raises one of three: it was refused
for good, it was refused for now, or nobody knows.
"""


class NotHandedOver(Exception):
    """Why an item was not surely handed over, in one sentence."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Refused(NotHandedOver):
    """It will not be taken, however often it is tried."""


class Later(NotHandedOver):
    """It was surely not taken, and may be another time."""


class Unknown(NotHandedOver):
    """It may have been taken: whoever was asked did not answer, or not clearly."""
