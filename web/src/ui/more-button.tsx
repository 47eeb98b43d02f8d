// The end of a list that has more.
import { Button } from "./button";

type Props = {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
};

export function MoreButton({ list }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line p-4">
      <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
        Show more
      </Button>
    </div>
  );
}
