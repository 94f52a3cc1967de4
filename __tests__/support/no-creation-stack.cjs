// cdktf writes down the stack of each of thousands of tokens, and jest translates each of their lines. Nobody reads them.
exports.captureStackTrace = () => [];
