import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { build, type Plugin } from 'vite';

/** Styles of a few pages, by the name that these give in their front matter as `styles`. All others have one file. */
const pageStyles = {
  decision: '../theme/decision.css',
  errors: '../errors/errors.css',
  path: '../path/path.css',
};

const path = (file: string): string => fileURLToPath(new URL(`../client/${file}`, import.meta.url));

export interface ClientOptions {
  /** Where the built site goes. Nothing else in it is touched. */
  outDir: string;
  /** The path below which the site lives. */
  base: string;
  /** What makes the modules that are no files, as `npm run dev` has them. */
  plugins: readonly Plugin[];
}

/** Addresses of what was built. */
export interface Client {
  /** The script that every page loads. */
  script: string;
  /** Styles of a few pages, by name. */
  styles: Readonly<Record<string, string>>;
}

/**
 * Builds the scripts of the site into it: `main.ts` with what it loads later, below `assets/`, and the service worker, which may
 * act on what stands below its own path only; and the styles that only a few pages need.
 */
export async function buildClient({ outDir, base, plugins }: ClientOptions): Promise<Client> {
  let entry: string | undefined;
  const styles: Record<string, string> = {};
  await build({
    configFile: false,
    envFile: false,
    logLevel: 'warn',
    root: path(''),
    base,
    publicDir: false,
    plugins: [
      vue(),
      ...plugins,
      {
        name: 'entry',
        writeBundle(_options, bundle) {
          entry = Object.values(bundle).find(
            (file) => file.type === 'chunk' && file.isEntry && file.name === 'main',
          )?.fileName;
          for (const file of Object.values(bundle))
            for (const name of file.type === 'asset' ? file.names : [])
              if (name.endsWith('.css')) styles[name.replace('.css', '')] = base + file.fileName;
        },
      },
    ],
    define: {
      // No component here uses Vue's options API.
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir,
      emptyOutDir: false,
      // What has `popover` and speculation rules has all of it.
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          main: path('main.ts'),
          sw: path('service-worker.ts'),
          ...Object.fromEntries(
            Object.entries(pageStyles).map(([name, file]) => [name, path(file)]),
          ),
        },
        output: {
          entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name].[hash].js'),
          chunkFileNames: 'assets/[name].[hash].js',
          assetFileNames: 'assets/[name].[hash][extname]',
          // Its only chunk that is not named by a file of ours.
          manualChunks: { 'ts-fsrs': ['ts-fsrs'] },
        },
      },
    },
  });
  if (entry === undefined) throw new Error('The build of the scripts has no entry.');
  return { script: base + entry, styles };
}
