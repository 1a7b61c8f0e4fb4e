# Rendez-vous: the pages of the public.
rendez-vous-titre = Book an appointment
rendez-vous-chapeau = Without your name: a phone number or an e-mail is enough.
rendez-vous-panneau = Choose the place and the time
rendez-vous-pourquoi = Why are you coming?
rendez-vous-motif-autre = Something else
rendez-vous-recommencer = Change
rendez-vous-ou = Where are you coming?
rendez-vous-des = from { $jour }
rendez-vous-aucun = No free time for now
rendez-vous-aucun-aide = You may come without an appointment:
rendez-vous-aucun-ici = No free time in this town
rendez-vous-autre-commune = See the other towns
rendez-vous-quand = When are you coming?
rendez-vous-joindre = Your phone number or your e-mail
rendez-vous-joindre-aide = For example: 0696 12 34 56
rendez-vous-joindre-vide = Write your phone number or your e-mail.
rendez-vous-joindre-refuse = Check it: a number has ten digits, an e-mail has an @.
rendez-vous-creneau-vide = Choose a time.
rendez-vous-creneau-pris = This time was just taken. Choose another one.
rendez-vous-assez = You already have three appointments. Cancel one, or call us.
rendez-vous-promesse = It serves this appointment only. It is erased thirty days later, or as soon as you cancel.
rendez-vous-prendre = Book this appointment
rendez-vous-deja = Do you have an appointment?
rendez-vous-sans = You may also come without an appointment:
rendez-vous-pris-titre = Your appointment is booked
rendez-vous-code = The code of your appointment
rendez-vous-code-garder = Keep this code. With it you can see, move or cancel your appointment.
rendez-vous-code-courriel = We write to you the day before.
rendez-vous-attendre = Full: tell me if a time is freed
rendez-vous-attente-titre = You are on the waiting list
rendez-vous-attente-suite = If a time is freed that day, it is kept for you. We will write to you or call you.
rendez-vous-libre = A time was freed: it is kept for you. Are you coming?
rendez-vous-confirmer = Yes, I am coming
rendez-vous-agenda = Add to my calendar
rendez-vous-agenda-quoi = Appointment at { $relais }
rendez-vous-agenda-suite = Cannot come? Move it or cancel it with your code.
rendez-vous-changer = See or change it
rendez-vous-mien-titre = My appointment
rendez-vous-mien-chapeau = With your code you can see, move or cancel it.
rendez-vous-voir = See my appointment
rendez-vous-code-refuse = This code opens nothing. Check each sign, or call us.
rendez-vous-mien-fait-deplace = Your appointment is moved. Your code stays the same.
rendez-vous-mien-fait-annule = Your appointment is cancelled. Your contact is erased.
rendez-vous-mien-fait-confirme = Noted. See you soon.
rendez-vous-mien-change = The bus stop has changed. We will call you, or choose another time.
rendez-vous-etat-pris = Booked
rendez-vous-etat-deplace = Moved
rendez-vous-etat-attend = Waiting list
rendez-vous-etat-propose = Time kept
rendez-vous-etat-annule = Cancelled
rendez-vous-etat-honore = Came
rendez-vous-etat-manque = Did not come
rendez-vous-deplacer = Move it
rendez-vous-deplacer-oui = Move to this time
rendez-vous-annuler = Cancel it
rendez-vous-annuler-aide = The time will be free for somebody else, and your contact erased.
rendez-vous-annuler-oui = Yes, cancel

rendez-vous-lettre-pris-sujet = { $relais }: your appointment on { $jour }
rendez-vous-lettre-pris =
    Hello,

    You have an appointment on { $jour } at { $heure }, at { $lieu }.

    Your code: { $code }
    To see, move or cancel it: { $lien }

    { $relais }
rendez-vous-sms-pris = { $relais }: appointment { $jour } at { $heure }, { $lieu }. To see or cancel it: code { $code }, { $lien }
rendez-vous-sms-rappel = { $relais }: tomorrow { $jour } at { $heure }, { $lieu }. To cancel: code { $code }, { $lien }
rendez-vous-sms-libre = { $relais }: a time is free { $jour } at { $heure }, { $lieu }. Tell us if you come: code { $code }, { $lien }
rendez-vous-lettre-rappel-sujet = { $relais }: tomorrow, your appointment
rendez-vous-lettre-rappel =
    Hello,

    Tomorrow, { $jour }, you have an appointment at { $heure }, at { $lieu }.

    Cannot come? Your code: { $code }
    To move or cancel it: { $lien }

    { $relais }
rendez-vous-lettre-libre-sujet = { $relais }: a time was freed
rendez-vous-lettre-libre =
    Hello,

    A time was freed on { $jour } at { $heure }, at { $lieu }. It is kept for you.

    Tell us whether you are coming, with your code { $code }: { $lien }

    { $relais }
