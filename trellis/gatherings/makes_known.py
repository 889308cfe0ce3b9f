"""How a child who is erased is taken out of what this room holds of several at once."""

from trellis.gatherings.families import forget_children
from trellis.gatherings.models import FamilyInvitation
from trellis.registers import erasure

erasure.declare(erasure.Shared(FamilyInvitation, "pupils", forget_children))
