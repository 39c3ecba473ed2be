"""Trials: records of the registry, their sites, what a center adds, and who fits which. Rules are judged by `referrals.selection`."""
