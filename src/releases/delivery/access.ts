import type { GitSettings } from '../../clients/git/process';

/** How the remote is reached. */
export interface Access extends GitSettings {
  /** What to do about something that git or the server said; undefined when it is not about access. */
  explain(said: string): string | undefined;
}

/**
 * A token in GH_TOKEN reaches git through this helper alone: it is in no file and on no command line. The empty value
 * before it keeps out helpers of the machine, which might remember it.
 */
const TOKEN_HELPER = '!f() { test "$1" = get && printf "username=x-access-token\\npassword=%s\\n" "$GH_TOKEN"; }; f';

/** By the token where there is one, and otherwise as git reaches it by itself. */
export function byToken(): Access {
  const config = process.env.GH_TOKEN ? ['credential.helper=', `credential.helper=${TOKEN_HELPER}`] : [];
  return { config, env: {}, explain: () => undefined };
}
