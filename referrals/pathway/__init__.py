"""The road after acceptance: protocols as data, one journey a treatment episode, anchors, steps, gates, replanning."""
