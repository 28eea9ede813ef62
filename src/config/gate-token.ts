/** Name of the secret, and of the variable, with the token that a gate asks Argo CD with. */
export const TOKEN = 'ARGOCD_AUTH_TOKEN';
