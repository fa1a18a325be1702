-- ARGV  1 tenant  2 batch  3 class  4 model  5 since  6... ids, or '<id>|<cost>'

--- @include "backlog/backlog"

for number = 6, #ARGV do
  join_backlog(ARGV[2], ARGV[1], ARGV[3] .. '|' .. ARGV[4], ARGV[number], ARGV[5])
end
return nil
