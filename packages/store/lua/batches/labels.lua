-- What its caller calls a batch, and notes about it. Included by scripts.

--- @include "money/kept-bytes"

-- labels: { field, text, ... }, '' takes one away.
local function set_labels(batch, labels)
  for at = 1, #labels, 2 do
    if labels[at + 1] == '' then
      redis.call('HDEL', batch, labels[at])
    else
      redis.call('HSET', batch, labels[at], labels[at + 1])
    end
  end
end

-- How many bytes they would add.
local function more_label_bytes(batch, labels)
  local more = 0
  for at = 1, #labels, 2 do
    local before = redis.call('HGET', batch, labels[at])
    more = more
      + (labels[at + 1] == '' and 0 or #labels[at + 1] + #labels[at])
      - (before and #before + #labels[at] or 0)
  end
  return more
end
