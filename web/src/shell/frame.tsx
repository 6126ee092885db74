/**
 * The frame around every page: header, navigation, the event stream, the keys that hold everywhere.
 * In: the page of the router. Out: the whole window.
 */
import { AppShell, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouter } from '@tanstack/react-router';
import { IS_STATIC } from '../api.js';
import { type Key, useKeys } from '../parts/keys/keys.js';
import { PersonProvider, usePerson } from '../parts/study/person.js';
import { TourCard } from '../parts/tour/tour-card.js';
import { ConnectionBar } from './connection-bar.js';
import { useEventStream } from './event-stream.js';
import { Header } from './header.js';
import { KeyList } from './key-list.js';
import { MissingDataBar } from './missing-data-bar.js';
import { Navigation } from './navigation.js';
import { usePageFocus } from './page-focus.js';
import { PAGES } from './pages.js';
import styles from './shell.module.css';
import { SightBar } from './sight-bar.js';

export function Frame() {
  const [isNavigationOpen, navigation] = useDisclosure();
  const [isKeyListOpen, keyList] = useDisclosure();
  usePageFocus();
  useGlobalKeys(keyList.open);
  return (
    <PersonProvider>
      <Events />
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !isNavigationOpen } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        {/* A button, not a link: an address with # would leave the page where the app has a base address. */}
        <Button className={styles.skip} onClick={() => document.getElementById('content')?.focus()}>
          Skip to content
        </Button>
        <AppShell.Header>
          <Header isNavigationOpen={isNavigationOpen} toggleNavigation={navigation.toggle} />
        </AppShell.Header>
        <AppShell.Navbar p="xs" aria-label="Pages">
          <Navigation close={navigation.close} openKeys={keyList.open} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <ConnectionBar />
          <MissingDataBar />
          <SightBar />
          <Outlet />
        </AppShell.Main>
      </AppShell>
      {IS_STATIC ? null : <TourCard />}
      <KeyList isOpen={isKeyListOpen} close={keyList.close} />
    </PersonProvider>
  );
}

function Events() {
  useEventStream(usePerson().name);
  return null;
}

function useGlobalKeys(openKeyList: () => void): void {
  const router = useRouter();
  const pages = PAGES.map(
    ({ to, title, key }): Key => ({
      keys: `g ${key}`,
      does: title,
      run: () => void router.navigate({ to }),
    }),
  );
  useKeys('Go to', pages);
  useKeys('Everywhere', [
    { keys: '?', does: 'This list', run: openKeyList },
    { keys: '/', does: 'Search on this page', run: focusSearch },
  ]);
}

/** Pages mark their search field with `data-page-search`. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-page-search]');
  field?.focus();
  field?.select();
}
