from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "trellis.attendance"
    label = "attendance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the letters of this room known to the room that keeps letters, and how a link in them is made;
        its blocks to newsletters, and where its duties are done to the school's rhythm.
        """
        from trellis.attendance.announcing import BLOCKS  # noqa: PLC0415 - models are ready only now
        from trellis.attendance.choosing import CHOSEN  # noqa: PLC0415
        from trellis.attendance.day.asked_timeline import ASKED  # noqa: PLC0415
        from trellis.attendance.day.asking import FIRST_DAY  # noqa: PLC0415
        from trellis.attendance.day.closure_telling import CLOSURES  # noqa: PLC0415
        from trellis.attendance.day.leave import forget_children  # noqa: PLC0415
        from trellis.attendance.day.leave_letters import LEAVE  # noqa: PLC0415
        from trellis.attendance.day.leave_lists import SOURCE as ASKED_FOR  # noqa: PLC0415
        from trellis.attendance.day.links import address_of  # noqa: PLC0415
        from trellis.attendance.day.told import SOURCE  # noqa: PLC0415
        from trellis.attendance.letters import TRAFFIC_LIGHTS  # noqa: PLC0415
        from trellis.attendance.models import LeaveRequest  # noqa: PLC0415
        from trellis.attendance.places import EVENTS, PLACES  # noqa: PLC0415
        from trellis.attendance.telling_families import CELEBRATING  # noqa: PLC0415
        from trellis.messages import links, timeline  # noqa: PLC0415
        from trellis.messages.drafts import declare  # noqa: PLC0415
        from trellis.registers import erasure  # noqa: PLC0415
        from trellis.rhythm import events, places  # noqa: PLC0415
        from trellis.telling import blocks  # noqa: PLC0415

        declare(TRAFFIC_LIGHTS)
        declare(CHOSEN)
        declare(CELEBRATING)
        declare(FIRST_DAY)
        links.declare(address_of)
        declare(CLOSURES)
        for subject in LEAVE:
            declare(subject)
        erasure.declare(erasure.Shared(LeaveRequest, "pupils", forget_children))
        timeline.declare(SOURCE)
        timeline.declare(ASKED)
        timeline.declare(ASKED_FOR)
        for block in BLOCKS:
            blocks.declare(block)
        places.declare_all(PLACES)
        for event in EVENTS:
            events.declare(event)
