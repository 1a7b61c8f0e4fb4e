# Half-days that members of the team ask one another to take.

echange-titre = Échanges
echange-chapeau = Demandez à une collègue de prendre une de vos demi-journées, ou d’échanger. Rien ne bouge avant qu’elle ait dit oui.
echange-demandes = Demandes
echange-de-a = { $de } demande à { $a } de la prendre.
echange-en-retour = En retour : { $quand }.
echange-etat-demande = Attend une réponse
echange-etat-accepte = Acceptée
echange-etat-refuse = Refusée
echange-etat-retire = Retirée
echange-accepter = Oui, je prends
echange-refuser = Non
echange-retirer = Retirer ma demande
echange-au-portail = Les échanges se demandent sur le portail central : c’est là que se fait le planning.
echange-aucune = Aucune demi-journée à venir
echange-aucune-aide = Quand vos demi-journées seront annoncées, vous pourrez les échanger ici.
echange-demander = Demander un échange
echange-laquelle = Ma demi-journée
echange-avec = Avec qui
echange-avec-aide = Seule, ou contre une de ses demi-journées. Les règles de la tournée sont vérifiées avant l’envoi.
echange-choisir = Choisir
echange-sans-retour = { $qui }, sans retour
echange-contre = { $qui }, contre { $quand }
echange-envoyer = Envoyer la demande
echange-demande = La demande est envoyée. Votre collègue la verra sur sa page du jour.
echange-accepte = C’est échangé. Le planning et les agendas sont à jour.
echange-refuse = C’est refusé. Rien ne change.
echange-retire = La demande est retirée.
echange-erreur-laquelle = Choisissez une de vos demi-journées.
echange-erreur-avec = Choisissez une collègue.
echange-erreur-pas-a-bord = Cette demi-journée n’est plus celle de la personne qui la donne.
echange-erreur-deja-a-bord = Cette personne est déjà à bord ce jour-là.
echange-erreur-passee = Cette demi-journée n’est plus à venir, ou elle est annulée.
echange-erreur-soi = Choisissez quelqu’un d’autre que vous.
echange-erreur-repondu = Cette demande a déjà une réponse.
aujourdhui-echanges = { $count ->
    [one] Une collègue vous demande un échange de demi-journée.
   *[other] Vos collègues vous demandent { $count } échanges de demi-journées.
}
