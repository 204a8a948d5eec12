"""Who is who in the small clinic, and words that the gate hears in a known way."""

ADA, GWEN, ITA, NOE, STRANGER = (
    "+12025550131",
    "+447700900131",
    "+353870000131",
    "+12025550141",
    "+15005550006",
)
BO, CY, DI, ED = "+12025550132", "+12025550133", "+12025550134", "+12025550135"
ROBIN, KIT, NOOR = "+12025550151", "+12025550152", "+12025550153"
EVERYONE_ON_CALL = [ROBIN, KIT, NOOR]

CALM = "hello, how are you"
CARE = "there is no hope"
URGENT = "I want to die"
EMERGENCY = "I am going to kill myself tonight"
HARM = "my boyfriend hits me"
INJURY = "I cut myself just now"
BY_LEVEL = {"care": CARE, "urgent": URGENT, "emergency": EMERGENCY}
