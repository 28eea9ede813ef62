/** Names whose values are confidential, in capitals. */
const NAME =
  /(?:PASSWORD|PASSWD|PASSPHRASE|(?:^|_)(?:SECRET|TOKEN|API_?KEY|(?:SECRET|PRIVATE|ACCESS|SIGNING|ENCRYPTION)_?KEY|SECRET_KEY_BASE|CREDENTIALS))$|_PWD$/;

/** Names whose values may be numbers, such as lifetimes or counts. */
const MAY_BE_NUMBER = /(?:SECRET|TOKEN|KEY)$/;

/** Values that are confidential under any name: tokens with a known form, private keys. */
const VALUE =
  /\b(?:gh[pousr]_\w{30,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{10,}|[rs]k_live_\w{16,}|npm_\w{36}|pypi-AgEI[\w-]{20,}|dckr_pat_[\w-]{20,}|hvs\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|AIza[\w-]{35}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|hooks\.slack\.com\/services\/\w+\/\w+\/\w{16,})|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** The password of an address. */
const PASSWORD = /\b(?<=[a-z][a-z0-9+.-]*:\/\/[^\s/:@?#]*:)(?<password>[^\s/@]+)(?=@)/gi;

/** A reference, such as `$(NAME)` or `${{ secrets.NAME }}`, or a sample such as `<password>`. */
const REFERENCE = /^(?:\$\([^)]*\)|\$\{+[^}]*\}+|\$\w+|<[^>]*>|\*+|\u2026)$/;

const HARMLESS = /^(?:|true|false|yes|no|on|off|none|null|(?:\/[\w.-]+){2,}|[a-z][a-z0-9+.-]*:\/\/.*)$/i;

/** Whether the value of a variable or a field is confidential by its name. */
export function isConfidentialName(name: string): boolean {
  return NAME.test(
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/[.-]/g, '_')
      .toUpperCase(),
  );
}

/** Whether a value is confidential by its form: a token, a private key, or an address with a password. */
export function isConfidentialValue(value: string): boolean {
  return VALUE.test(value) || [...value.matchAll(PASSWORD)].some(([password]) => !REFERENCE.test(password));
}

/** Whether a variable contains a credential, by its name or its value. */
export function isCredential(name: string, value: string): boolean {
  if (isConfidentialValue(value)) return true;
  if (!isConfidentialName(name) || HARMLESS.test(value.trim()) || REFERENCE.test(value.trim())) return false;
  return !(MAY_BE_NUMBER.test(name.toUpperCase()) && /^[0-9]+$/.test(value));
}

/** A text with `…` in place of each credential. */
export function withoutCredentials(text: string): string {
  return text
    .replace(new RegExp(`(?:${VALUE.source})[^"]*`, 'g'), '…')
    .replace(PASSWORD, (password) => (REFERENCE.test(password) ? password : '…'));
}
