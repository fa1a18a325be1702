-- Reads whole records. Each comes as one JSON text: a client takes that apart many times faster than a list of strings.
--
-- KEYS  the records
-- returns per record its fields as JSON [field, value, ...], or '' where there is none

--- @include "records/record"

local replies = {}
for number = 1, PLACES do
  local fields = all_fields(KEYS[number])
  replies[number] = #fields > 0 and cjson.encode(fields) or ''
end
return replies
