import type { GitSettings } from '../../clients/git/process';

/** How git gets access to the remote. */
export interface Access extends GitSettings {
  /** Explains output of git or the server, with a fix; returns undefined if it is not about access. */
  explain(output: string): string | undefined;
}

/**
 * Only this helper gives git the token in GH_TOKEN, so it is in no file and on no command line. The empty value before it
 * turns off the helpers of the machine, which might store it.
 */
const TOKEN_HELPER = '!f() { test "$1" = get && printf "username=x-access-token\\npassword=%s\\n" "$GH_TOKEN"; }; f';

/** Uses GH_TOKEN if it is set, and the access that git has anyway otherwise. */
export function byToken(): Access {
  const config = process.env.GH_TOKEN ? ['credential.helper=', `credential.helper=${TOKEN_HELPER}`] : [];
  return { config, env: {}, explain: () => undefined };
}
