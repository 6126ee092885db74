/** Starts the app: theme, cache, router. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './shell/app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './queries.js';
import { router } from './router.js';
import { cssVariables, theme } from './shell/theme.js';

/** False while the server has no workspace to show: there is the start page alone. */
const HAS_WORKSPACE = document.querySelector('meta[name="spuriosity-workspace"][content="none"]') === null;

/** Loaded where there is no workspace only. */
const StartApp = lazy(() => import('./screens/start/start-app.js'));

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queryClient}>
        {HAS_WORKSPACE ? (
          <RouterProvider router={router} />
        ) : (
          <Suspense>
            <StartApp />
          </Suspense>
        )}
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
