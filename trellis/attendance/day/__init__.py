"""The day itself: what was told and planned, who is rung, who is where, until everybody is accounted for."""
