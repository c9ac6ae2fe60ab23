"""Who takes part: the parts of the company as of four months ago, and the months since, as the nightly task counts."""

from feedback.insights.demo.stage import Stage
from initiatives.services.participation import participation_count, partition_keep


def load_participation(stage: Stage) -> None:
    """After everything else, when nobody but the company's people is left."""
    partition_keep(now=stage.days_ago(125))
    participation_count(now=stage.now)
