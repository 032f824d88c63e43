"""What others may ask of points: one lead scored at once, many in sets, and each point explained."""

from detente.crm.scoring.explaining import Point as Point
from detente.crm.scoring.explaining import explained as explained
from detente.crm.scoring.many import rescore as rescore
from detente.crm.scoring.many import rescore_all as rescore_all
from detente.crm.scoring.many import rescore_batch as rescore_batch
from detente.crm.scoring.many import rescore_due as rescore_due
from detente.crm.scoring.one import moment_of as moment_of
from detente.crm.scoring.one import score as score
from detente.crm.scoring.one import score_locked as score_locked
