/** The start page within the app: other images than those of the workspace that is open. */
import { PageTitle } from '../../parts/page/page-title.js';
import { StartScreen } from './start-screen.js';

export default function StartPage() {
  return (
    <>
      <PageTitle
        title="Other images"
        description="Another folder of images becomes a workspace of its own, which then takes the place of this one. This one stays as it is, and can be opened again."
      />
      <StartScreen />
    </>
  );
}
