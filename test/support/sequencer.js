const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take far longer than their size tells. Without a cache, Jest starts the largest files first. */
const FIRST = ['files/disk/killed', 'cli/probes/deploy-key', 'packed/package-managers', 'packed/image'];

/** Starts the longest files first, so that no worker waits for the last one of the other. */
module.exports = class extends Sequencer {
  sort(tests) {
    const isFirst = ({ path }) => FIRST.some((name) => path.endsWith(`/${name}.test.ts`));
    const sorted = super.sort(tests);
    return [...sorted.filter(isFirst), ...sorted.filter((test) => !isFirst(test))];
  }
};
