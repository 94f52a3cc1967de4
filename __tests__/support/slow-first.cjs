const Sequencer = require("@jest/test-sequencer").default;

/** Files that start processes or a browser and wait for them: begun last, they would keep one core busy at the end. */
const slow = [
  "delivery/start",
  "apps/pages/",
  "apps/programs",
  "delivery/diff/command",
  "delivery/credential/",
];

/** Jest's own order, which knows nothing on a fresh machine, with the slow files in front. */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const isSlow = ({ path }) =>
      slow.some((part) => path.replaceAll("\\", "/").includes(`__tests__/${part}`));
    const order = super.sort(tests);
    return [...order.filter(isSlow), ...order.filter((test) => !isSlow(test))];
  }
};
