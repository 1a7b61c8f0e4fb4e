retrait-talon-aide = At the kiosk, touch “Retirer un document”. Type this code. If the kiosk has a reader of squares, show it this one.
