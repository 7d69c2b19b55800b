// The store on real files: opening, locking, recording, claiming.
