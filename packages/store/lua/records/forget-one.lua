-- Removes one generation that has ended, long before its time, and its batch where nothing is left of it.
--
-- KEYS  1 record
-- ARGV  1 its id
-- returns 1: it is gone; 0: it has not ended, or is not there

--- @include "clock"
--- @include "backlog/backlog"
--- @include "records/record"
--- @include "money/kept-bytes"
--- @include "batches/forget-batch"
--- @include "records/forget-record"

if not ENDED_LIST[fields_of(KEYS[1], 'state')[1] or ''] then
  return 0
end
local fronts = {}
forget_record(ARGV[1], fronts)
forget_fronts(fronts)
return 1
