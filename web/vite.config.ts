/** Builds the app into the package's `dist/web`; in development, passes what is not the app on to a running `spuriosity serve --no-token`. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SERVER = process.env.SPURIOSITY_SERVER ?? 'http://127.0.0.1:8765';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses: a static copy works from any folder of any host.
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      treeshake: {
        // The app takes words and paths of the protocol, not the schemas that the server checks bodies with.
        moduleSideEffects: [{ test: /\/src\/(protocol|words|figures|records)\//, sideEffects: false }],
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/pictures'].map((path) => [path, { target: SERVER }])),
  },
});
