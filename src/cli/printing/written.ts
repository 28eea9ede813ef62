import type { WritePlan } from '../../files/disk/plan';
import type { Announcements } from '../../project/synthesis/announcements';
import type { Written } from '../../project/synthesis/writing';

interface WrittenJson {
  readonly schemaVersion: 1;
  readonly dryRun: boolean;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly savedEdits: readonly string[];
}

/** What a command wrote, or would write in a dry run, as `--json` prints it. */
export function writtenJson({ writes, removals }: WritePlan, written?: Written): WrittenJson {
  return {
    schemaVersion: 1,
    dryRun: written === undefined,
    written: writes.map(({ file }) => file.path),
    removed: removals.map(({ path }) => path),
    savedEdits: written?.savedEdits ?? [],
  };
}

/** The last line of a dry run. */
export const DRY_RUN_END = 'Dry run: nothing was changed.';

/** What synth wrote or would write, and what that needs or causes elsewhere. */
export function synthJson(
  plan: WritePlan,
  announcements: Announcements | undefined,
  written?: Written,
): WrittenJson & { readonly announcements?: Announcements } {
  return { ...writtenJson(plan, written), announcements };
}
