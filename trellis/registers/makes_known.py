"""How registers and records that were lawfully destroyed are destroyed again after a restore."""

from trellis.registers.erasure import erase_again
from trellis.registers.retention import destroy_school_year_again
from trellis.schools import destroying
from trellis.schools.models import Certificate

destroying.declare(Certificate.Kind.SCHOOL_YEAR, destroy_school_year_again)
destroying.declare(Certificate.Kind.PUPIL, erase_again)
