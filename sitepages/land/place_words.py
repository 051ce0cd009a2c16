"""The sentences of an import's findings on where plots lie: code -> (vi, en). Placeholders are facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

PLACES: Mapping[str, tuple[str, str]] = {
    "unknown_crs": (
        "Không nhận hệ tọa độ “{crs}”. Dùng VN-2000 (các múi 3 độ hoặc UTM) hoặc WGS 84.",
        "The coordinate system “{crs}” is not taken. Use VN-2000 (three-degree zones or UTM) or WGS 84.",
    ),
    "no_datum_shift": (
        "Hệ “{crs}” bỏ qua chuyển đổi từ VN-2000 sang WGS 84: lệch 224 m.",
        "The system “{crs}” leaves out the shift from VN-2000 to WGS 84: an error of 224 m.",
    ),
    "wgs84_plane": (
        "Hệ “{crs}” là múi 3 độ trên gốc WGS 84, không phải VN-2000: hai hệ cách nhau 224 m. Nếu các số đúng là "
        "VN-2000, chọn hệ VN-2000 ấy ở ô Hệ tọa độ; nếu không, xuất lại tệp theo VN-2000.",
        "The system “{crs}” is a three-degree zone on the datum WGS 84, not on VN-2000: the two lie 224 m apart. If "
        "the numbers are VN-2000, choose that system under Coordinate system; if not, write the file again in VN-2000.",
    ),
    "three_translations": (
        "Định nghĩa chỉ có ba tham số dịch chuyển trong bảy tham số: lệch 0,38 m.",
        "The definition has only three of the seven parameters: an error of 0.38 m.",
    ),
    "rotation_signs": (
        "Ba tham số xoay sai dấu (chép như in trên nhiều trang): lệch 0,76 m.",
        "The three rotations have the wrong sign (copied as many sites print them): an error of 0.76 m.",
    ),
    "other_shift": (
        "Bảy tham số ({shift}) không phải là bộ chính thức.",
        "The seven parameters ({shift}) are not the official ones.",
    ),
    "wrong_scale": (
        "Hệ số k = {scale} ở kinh tuyến {meridian} không đúng: múi 3 độ dùng 0,9999 (0,9996 lệch 711 m, 1 lệch 237 m).",
        "Scale k = {scale} at meridian {meridian} is wrong: a three-degree zone has 0.9999 "
        "(0.9996 is 711 m off, 1 is 237 m off).",
    ),
    "looks_like_metres": (
        "Tọa độ có vẻ tính bằng mét, không phải độ: chọn hệ VN-2000 thích hợp.",
        "The coordinates look like metres, not degrees: choose the VN-2000 system they are in.",
    ),
    "looks_like_degrees": (
        "Tọa độ có vẻ tính bằng độ, không phải mét: chọn WGS 84.",
        "The coordinates look like degrees, not metres: choose WGS 84.",
    ),
    "wrong_meridian": (
        "Sai kinh tuyến trục: các số này thuộc múi {meridian}, không phải {stated}; lệch {km} km. Chọn đúng múi.",
        "Wrong central meridian: these numbers belong to the zone {meridian}, not to {stated}; "
        "they fall {km} km away. Choose that zone.",
    ),
    "utm_or_zone": (
        "Sai hệ tọa độ: các số này tính theo kinh tuyến 105°, không phải {stated}; lệch {km} km. Có thể là UTM 48N "
        "(k = 0,9996) hoặc múi 3 độ 105° (k = 0,9999), hai hệ cách nhau khoảng 711 m: hỏi đơn vị đo rồi chọn đúng hệ.",
        "Wrong coordinate system: these numbers go by the meridian 105°, not by {stated}; they fall {km} km away. "
        "They may be UTM 48N (k = 0.9996) or the three-degree zone of 105° (k = 0.9999), which lie about 711 m apart: "
        "ask the surveyor, then choose the one it is.",
    ),
    "converted_meridian": (
        "Tệp đã chuyển sang độ theo kinh tuyến trục {meridian}, không phải 106°30′; lệch {km} km. "
        "Chuyển lại từ số liệu gốc.",
        "The file was turned to degrees by the central meridian {meridian}, not 106°30′; it falls {km} km away. "
        "Convert the original numbers again.",
    ),
    "zero_coordinates": (
        "Tọa độ bằng 0 ở {count} điểm ({points}): chưa nhập tọa độ.",
        "{count} {count:corner has|corners have} the coordinates 0, 0 ({points}): they were never filled in.",
    ),
    "swapped_axes": (
        "Cột X và Y bị đảo: X phải là bắc (khoảng 2,36 triệu), Y là đông (khoảng 440 nghìn).",
        "The columns X and Y are swapped: X must be the northing (about 2.36 million), Y the easting (about 440,000).",
    ),
    "axes_detected": (
        "Cột X và Y bị đảo so với bản trích đo: trong tệp này X là đông, Y là bắc. Đọc theo thứ tự đó?",
        "The columns X and Y are swapped against a surveyor's table: here X is the easting, Y the northing. "
        "Read in that order?",
    ),
    "latitude_first": (
        "Tọa độ ghi vĩ độ trước, kinh độ sau. Đọc theo thứ tự đó?",
        "The coordinates have latitude first, longitude second. Read in that order?",
    ),
    "outside_vietnam": (
        "Tọa độ ({x}; {y}) nằm ngoài Việt Nam: kiểm tra trục X, Y và hệ tọa độ.",
        "The coordinates ({x}; {y}) fall outside Viet Nam: check the axes and the coordinate system.",
    ),
    "outside_window": (
        "Điểm {point} nằm ngoài vùng quanh khu ({x}; {y}): kiểm tra kinh tuyến trục.",
        "Point {point} lies outside the surroundings of the park ({x}; {y}): check the central meridian.",
    ),
    "displaced_rotation_signs": (
        "{count:Lô|Cả {count} lô} lệch {m} m cùng một hướng: bảy tham số bị sai dấu góc xoay.",
        "{count:The plot lies|All {count} plots lie} {m} m to one side: the rotations of the seven parameters "
        "have the wrong sign.",
    ),
    "displaced_three_translations": (
        "{count:Lô|Cả {count} lô} lệch {m} m cùng một hướng: mới dùng ba trong bảy tham số chuyển đổi.",
        "{count:The plot lies|All {count} plots lie} {m} m to one side: only three of the seven parameters were used.",
    ),
    "displaced_no_datum_shift": (
        "{count:Lô|Cả {count} lô} lệch {m} m cùng một hướng: chưa chuyển đổi giữa VN-2000 và WGS 84.",
        "{count:The plot lies|All {count} plots lie} {m} m to one side: the shift between VN-2000 and WGS 84 was "
        "left out.",
    ),
    "displaced_scale_9996": (
        "{count:Lô|Cả {count} lô} lệch {m} m: đã dùng hệ số k = 0,9996 thay cho 0,9999.",
        "{count:The plot lies|All {count} plots lie} {m} m away: k = 0.9996 was used instead of 0.9999.",
    ),
    "displaced_scale_1": (
        "{count:Lô|Cả {count} lô} lệch {m} m: đã dùng hệ số k = 1 thay cho 0,9999.",
        "{count:The plot lies|All {count} plots lie} {m} m away: k = 1 was used instead of 0.9999.",
    ),
    "displaced_utm_for_zone": (
        "{count:Lô|Cả {count} lô} lệch {m} m: đã lẫn UTM 48N (k = 0,9996) với múi 3 độ kinh tuyến 105° (k = 0,9999). "
        "Chọn hệ kia.",
        "{count:The plot lies|All {count} plots lie} {m} m away: UTM 48N (k = 0.9996) and the three-degree zone of "
        "105° (k = 0.9999) were taken for one another. Choose the other.",
    ),
    "moved_together": (
        "{count:Lô|Cả {count} lô} dịch {m} m cùng một hướng so với số liệu đang có.",
        "{count:The plot|All {count} plots} moved {m} m to the same side since the data on the site.",
    ),
    "outside_boundary": (
        "{area} m² nằm ngoài ranh giới khu.",
        "{area} m² lie outside the park's boundary.",
    ),
}
