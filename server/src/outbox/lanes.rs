//! How many mails may leave at once, and of which account. Pure.
//!
//! An account whose server stalls holds its lanes for minutes. So a lane is kept free for each account that has nothing under way:
//! whoever stalls, the mails of all others still leave.

/// The lanes, and which account has how many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Lanes {
    total: usize,
    busy: Vec<usize>,
}

impl Lanes {
    /// At least one for each account.
    pub(super) fn new(total: usize, accounts: usize) -> Self {
        Self {
            total: total.max(accounts),
            busy: vec![0; accounts],
        }
    }

    /// How many more mails of this account may leave now.
    pub(super) fn allowance(&self, account: usize) -> usize {
        let idle_others = self
            .busy
            .iter()
            .enumerate()
            .filter(|(at, busy)| *at != account && **busy == 0)
            .count();
        self.free().saturating_sub(idle_others)
    }

    /// Accounts that may send now, those with the fewest mails under way first.
    pub(super) fn open(&self) -> Vec<usize> {
        let mut open: Vec<usize> = (0..self.busy.len())
            .filter(|account| self.allowance(*account) > 0)
            .collect();
        open.sort_by_key(|account| self.busy[*account]);
        open
    }

    /// How many mails could leave at most now, of whatever accounts.
    pub(super) fn most(&self) -> usize {
        (0..self.busy.len())
            .map(|account| self.allowance(account))
            .max()
            .unwrap_or(0)
    }

    pub(super) fn take(&mut self, account: usize, lanes: usize) {
        self.busy[account] += lanes;
    }

    pub(super) fn free_one(&mut self, account: usize) {
        self.busy[account] = self.busy[account].saturating_sub(1);
    }

    fn free(&self) -> usize {
        self.total.saturating_sub(self.busy.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_has_all_lanes() {
        let mut lanes = Lanes::new(4, 1);
        assert_eq!(lanes.allowance(0), 4);
        lanes.take(0, 4);
        assert_eq!((lanes.allowance(0), lanes.open()), (0, vec![]));
        lanes.free_one(0);
        assert_eq!(lanes.allowance(0), 1);
    }

    #[test]
    fn an_account_with_nothing_under_way_always_finds_a_lane() {
        // Every order in which three accounts can take all they may, with few lanes and with many.
        for total in [1, 3, 4, 16] {
            for first in 0..3 {
                for second in (0..3).filter(|account| *account != first) {
                    let mut lanes = Lanes::new(total, 3);
                    for account in [first, second] {
                        lanes.take(account, lanes.allowance(account));
                    }
                    let third = 3 - first - second;
                    assert!(lanes.allowance(third) >= 1, "{lanes:?}");
                    assert_eq!(lanes.open(), [third]);
                }
            }
        }
    }

    #[test]
    fn who_has_the_fewest_under_way_is_served_first() {
        let mut lanes = Lanes::new(8, 2);
        lanes.take(0, 3);
        assert_eq!(lanes.open(), [1, 0]);
    }
}
