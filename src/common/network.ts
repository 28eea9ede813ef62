/** Failures of TLS that no waiting mends. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** What went wrong below HTTP, as `fetch` throws it. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return 'it took too long';
  return cause?.code ?? cause?.message ?? message;
}

/** Whether a reason is a certificate that this machine does not trust. */
export function isUntrusted(reason: string): boolean {
  return UNTRUSTED.test(reason);
}
