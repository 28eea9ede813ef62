'use strict';
/* Loaded into each measured process by synth.js, the same for all of them: says at its end what it used. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1e3, maxRssMiB: maxRSS / 1024 };
  require('node:fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify(usage));
});
