// Builds every app with the packed package: node tests/apps/build.mjs TARBALL OUT
// Each app becomes a fresh project that takes the package from the tarball, and its result is at OUT/<app>, to be served
// below /apps/<app>/. OUT/sizes.json says what the package adds to a page, in bytes of gzip. Installed bundlers are kept in
// OUT/.projects, so that only the first run fetches them. A warning of a bundler is a failure.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const APPS = ["esbuild", "rollup", "vite", "webpack", "next", "script", "workers"];
/** Where a bundler leaves what is to be served. */
const RESULTS = { next: "out" };
const LIMIT = 10 * 60 * 1000;

const here = fileURLToPath(new URL(".", import.meta.url));
const [tarball, out] = process.argv.slice(2).map((path) => resolve(path));
if (!tarball || !out) {
  console.error("usage: node tests/apps/build.mjs TARBALL OUT\nTARBALL is what `npm pack` writes, OUT the folder to fill.");
  process.exit(2);
}
const packed = gunzipSync(readFileSync(tarball));

/** Runs npm in a project and answers what it wrote. */
function npm(project, ...args) {
  const env = { ...process.env, CI: "1", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", npm_config_update_notifier: "false" };
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error, stdout, stderr } = spawnSync("npm", [...args, ...quiet], {
    cwd: project,
    env,
    encoding: "utf8",
    timeout: LIMIT,
    // On Windows npm is a script.
    shell: process.platform === "win32",
  });
  const written = `${stdout ?? ""}${stderr ?? ""}`;
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed (${error?.message ?? `status ${status}`}):\n${written}`);
  return written;
}

/** A folder that holds the app with everything that it depends on, the package from the tarball included. */
function install(app) {
  const source = join(here, app);
  const project = join(out, ".projects", app);
  const stamp = join(project, "node_modules", ".installed");
  const lockfile = readFileSync(join(source, "package-lock.json"));
  const wanted = createHash("sha256").update(lockfile).digest("hex");
  const isInstalled = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  mkdirSync(project, { recursive: true });
  for (const entry of readdirSync(project)) {
    if (!(isInstalled && entry === "node_modules")) rmSync(join(project, entry), { recursive: true });
  }
  cpSync(source, project, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  mkdirSync(join(project, "shared"));
  cpSync(join(here, "app.js"), join(project, "shared/app.js"));
  const modules = join(project, "node_modules");
  if (!isInstalled) {
    // No script of a bundler is needed, so none is run.
    npm(project, "ci", "--prefer-offline", "--ignore-scripts");
    mkdirSync(modules, { recursive: true });
    writeFileSync(stamp, wanted);
  }
  // npm takes a version for known that it has installed before, whatever a tarball of that version holds.
  rmSync(join(modules, "foldback"), { recursive: true, force: true });
  rmSync(join(modules, ".package-lock.json"), { force: true });
  // So does Vite's development server.
  rmSync(join(modules, ".vite"), { recursive: true, force: true });
  npm(project, "install", tarball, "--no-save", "--prefer-offline", "--ignore-scripts");
  for (const file of ["inline-assets.js", "index.js"]) {
    if (!packed.includes(readFileSync(join(modules, "foldback/dist", file)))) {
      throw new Error(`npm has installed another foldback than ${tarball} holds: dist/${file} differs. Delete ${project}.`);
    }
  }
  return project;
}

function build(app) {
  const project = install(app);
  const written = npm(project, "run", "build");
  if (/\bwarn/i.test(written)) throw new Error(`the bundler warns:\n${written}`);
  const result = join(out, app);
  rmSync(result, { recursive: true, force: true });
  renameSync(join(project, RESULTS[app] ?? "dist"), result);
  return project;
}

/** What a page that imports the package has more of than one that does not, in bytes of gzip. */
function sizes(project) {
  npm(project, "run", "sizes");
  const files = (folder) => {
    const assets = join(project, folder, "assets");
    return readdirSync(assets).map((name) => ({ name, gzip: gzipSync(readFileSync(join(assets, name)), { level: 9 }).length }));
  };
  const named = (list, pattern) => {
    const found = list.filter(({ name }) => pattern.test(name));
    if (found.length !== 1) throw new Error(`${pattern} fits ${found.length} files of ${list.map(({ name }) => name)}, not one`);
    return found[0].gzip;
  };
  const [built, empty] = [files("sizes-with"), files("sizes-without")];
  // What the page's own chunk needs at once is in a chunk of its own, for those that come later need it too.
  const page = named(built, /^index-.*\.js$/) + named(built, /^errors-.*\.js$/) - named(empty, /^index-.*\.js$/);
  const worker = named(built, /^worker-.*\.js$/);
  const found = {
    engine: named(built, /^engine_bg-.*\.wasm$/),
    glue: page + worker,
    page,
    worker,
    // Loaded when a projection is first defined or asked; what runs handlers only with those, and a worker each for texts and modules.
    projections: named(built, /^projections-.*\.js$/),
    handlers: named(built, /^handlers-.*\.js$/),
    time: named(built, /^time_bg-.*\.wasm$/),
    timeWorker: named(built, /^time-worker-.*\.js$/),
    projectionWorker: named(built, /^projection-worker-.*\.js$/),
    // What those two share.
    upcast: named(built, /^upcast-.*\.js$/),
    // Loaded when a store is first imported into or exported from; the engine and its worker only to import.
    transfer: named(built, /^transfer-.*\.js$/),
    importer: named(built, /^importer_bg-.*\.wasm$/),
    importWorker: named(built, /^import-worker-.*\.js$/),
    // Loaded by a page that opens a store with { worker: false }, and by no other.
    sameThread: named(built, /^url-.*\.js$/),
  };
  if (built.length !== 14) throw new Error(`a page gets ${built.map(({ name }) => name)}: sizes.json does not count them all`);
  return found;
}

mkdirSync(out, { recursive: true });
// Written when all is built: whoever looks whether there are apps of a package looks for it.
const report = join(out, "sizes.json");
rmSync(report, { force: true });
let measured;
for (const app of APPS) {
  const started = performance.now();
  try {
    const project = build(app);
    console.log(`${app}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (app === "vite") measured = sizes(project);
  } catch (error) {
    console.error(`${app}: ${error.message}`);
    process.exit(1);
  }
}
writeFileSync(report, `${JSON.stringify(measured, null, 2)}\n`);
console.log(`gzip: ${Object.entries(measured).map(([what, bytes]) => `${what} ${bytes}`).join(", ")}`);
