# The queue of a half-day.
nav-file = File d’attente
file-titre = File d’attente
file-chapeau = On appelle un numéro, jamais un nom.
file-ouvrir-porte = Tablette de la porte
file-ouvrir-ecran = Écran d’appel
file-pas-ici = Aucune permanence ici
file-pas-ici-aide = Dites d’abord où vous êtes.
file-complete = La file est fermée.
file-complete-aide = Une personne de plus ne serait pas reçue avant la fin. Vous pouvez encore donner un numéro vous-même.
file-maintenant = Maintenant
file-recevoir = Recevoir
file-rappeler = Rappeler
file-absent = Personne ne vient
file-suivant = Appeler le { $numero }
file-personne = Personne n’attend.
file-attendent = { $count ->
    [0] Personne n’attend
    [one] 1 personne attend
   *[other] { $count } personnes attendent
}
file-un-nouveau = Pour un nouveau numéro : { $attente }
file-depuis = { $count ->
    [one] depuis 1 minute
   *[other] depuis { $count } minutes
}
file-parti = Parti
file-ajouter = Donner un numéro
file-motif = Pourquoi
file-motif-aucun = Sans motif
file-motif-autre = Autre chose
file-avant = Passe avant
file-avant-non = Non
file-priorite-grossesse = Enceinte, ou avec un bébé
file-priorite-handicap = Handicap
file-priorite-age = Personne âgée
file-priorite-rendez-vous = Rendez-vous
file-priorite-urgence = Un délai finit aujourd’hui
file-donner = Donner le numéro
file-absents = Appelés, pas venus
file-rendre = Revenu : attend encore
file-tout-de-suite = Pas d’attente.
file-attente = Attente : de { $de } à { $a } minutes environ.
file-porte-titre = Bonjour. Pourquoi venez-vous ?
file-porte-attendent = { $count ->
    [0] Personne n’attend.
    [one] 1 personne attend.
   *[other] { $count } personnes attendent.
}
file-sans-permanence = Pas de permanence ici en ce moment.
file-sans-permanence-aide = La file s’ouvre avec la permanence : choisissez le lieu du jour sur la page Aujourd’hui.
file-porte-fermee = La file est fermée.
file-porte-fermee-aide = Nous ne pourrions pas vous recevoir avant la fin. Demandez le prochain passage à l’équipe.
file-numero-titre = Votre numéro
file-numero-retenir = Nous vous appelons par ce numéro.
file-numero-vu = J’ai vu
file-ecran-titre = Numéro appelé
file-ecran-attendre = Vous allez être appelé.
file-ecran-avant = Avant :
file-ecran-son = Un son à chaque appel
