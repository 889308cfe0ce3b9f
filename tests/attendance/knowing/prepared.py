"""A file for the authority that waits to be approved."""

from typing import Any

from trellis.attendance.knowing.models import AuthorityFile, AuthorityRow


def a_file(cast: Any) -> AuthorityFile:
    """Of Amy alone."""
    file = AuthorityFile.objects.create(
        school=cast.oak, watch="new", headings=["Surname", "Forename"], prepared_by_name="Olive Ofori"
    )
    AuthorityRow.objects.create(file=file, pupil=cast.amy, since=cast.today, cells=["Adams", "Amy"])
    return file
