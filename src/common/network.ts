/** TLS errors that a retry does not fix. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** The cause of a network error of `fetch`. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return 'timed out';
  return cause?.code ?? cause?.message ?? message;
}

/** Whether the cause is a certificate that this machine does not trust. */
export function isUntrusted(reason: string): boolean {
  return UNTRUSTED.test(reason);
}
