"""The risk gate: hears what someone writes, by rules a clinician can read, and answers with a level."""

from holdfast.risk.errors import RulesError
from holdfast.risk.gate import Gate
from holdfast.risk.level import Level
from holdfast.risk.own import OwnWords
from holdfast.risk.policy import Policy
from holdfast.risk.verdict import Heard, Recent, Verdict

__all__ = ["Gate", "Heard", "Level", "OwnWords", "Policy", "Recent", "RulesError", "Verdict"]
