# Life events: what happens to people, and what to do.
evenement-titre = What is happening to you?
evenement-chapeau = Choose your situation. We tell you what to do, in order.
evenement-fil = Situations
evenement-toutes = All situations
evenement-autre = Something else? Search in your own words
evenement-moment-tout-de-suite = Right away
evenement-moment-ensuite = Next
evenement-moment-plus-tard = Later
evenement-aide = Do it with someone
evenement-aide-detail = A person of the relay goes through it with you, step by step.
evenement-autres = The other situations
