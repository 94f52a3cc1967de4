// Stands in for dist/kube-credential.mjs where only its path matters.
