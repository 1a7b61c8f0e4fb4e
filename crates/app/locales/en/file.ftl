file-porte-titre = Hello. Why do you come?
file-porte-attendent = { $count ->
    [0] Nobody is waiting.
    [one] 1 person is waiting.
   *[other] { $count } people are waiting.
}
file-tout-de-suite = No wait.
file-attente = Wait: from { $de } to { $a } minutes or so.
file-motif-autre = Something else
file-sans-permanence = Nobody is receiving people here at the moment.
file-sans-permanence-aide = The queue opens with the half-day: choose the place of today on the page “Aujourd’hui”.
file-porte-fermee = The queue is closed.
file-porte-fermee-aide = We could not receive you before the end. Ask the team about the next visit.
file-numero-titre = Your number
file-numero-retenir = We will call you by this number.
file-numero-vu = I have seen it
