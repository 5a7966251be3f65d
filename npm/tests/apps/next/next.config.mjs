// Where the pages are served, and that they are served as files. Nothing about the package.

export default { output: "export", basePath: "/apps/next" };
