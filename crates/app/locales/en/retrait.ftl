retrait-talon-aide = At the kiosk, touch “Retirer un document”. Type this code, or show this square to the camera.
