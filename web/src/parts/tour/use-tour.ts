/**
 * The tour: where it is, kept in this browser, so that whoever has seen or refused it is not asked again.
 * In: nothing. Out: the stop, whether it was ever answered, and the ways to move. Shows nothing.
 */
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { TOUR_STOPS } from './tour-stops.js';

interface TourState {
  /** Null while it is not being taken. */
  stop: number | null;
  /** It was taken, or refused. */
  isKnown: boolean;
}

export interface Tour extends TourState {
  /** Opens the stop's page. */
  goTo: (stop: number) => void;
  close: () => void;
}

export function useTour(): Tour {
  const [state, setState] = useLocalStorage<TourState>({
    key: 'spuriosity.tour',
    defaultValue: { stop: null, isKnown: false },
    getInitialValueInEffect: false,
  });
  const navigate = useNavigate();
  return {
    ...state,
    stop: state.stop !== null && TOUR_STOPS[state.stop] !== undefined ? state.stop : null,
    goTo: (stop) => {
      setState({ stop, isKnown: true });
      const { to, search } = TOUR_STOPS[stop]!;
      void navigate({ to, search } as Parameters<typeof navigate>[0]);
    },
    close: () => setState({ stop: null, isKnown: true }),
  };
}
