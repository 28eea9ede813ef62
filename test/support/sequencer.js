const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest files, longest first. Without a cache, Jest starts the largest files first, which these are not. */
const FIRST = [
  'packed/workflow',
  // These two need no repository, which the first file makes for all others.
  'packed/image',
  'packed/company',
  'packed/checkers',
  'packed/package-managers',
  'packed/new',
  'packed/starters',
  'packed/documents',
  'packed/recipes',
  'packed/day',
  'packed/uv',
  'packed/pull-requests',
  'packed/app',
  'packed/random',
  'cli/releases/proposing',
  'cli/releases/delivery',
  'cli/repository/load',
  'files/disk/killed',
  'cli/commands/synth-types',
  'cli/probes/deploy-key',
  'config/one-finding',
  'cluster/sync',
];

/** Starts the longest files first, so that no worker waits for the last one of another. */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = FIRST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return index === -1 ? FIRST.length : index;
    };
    // The sort is stable: all others stay as Jest orders them.
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
