"""Help for a child and a family: programmes, cases, referrals and the welfare officers' casework."""
