"""The sentences of an import's findings on layers of the plan: code -> (vi, en). Placeholders are facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

LAYERS: Mapping[str, tuple[str, str]] = {
    "unknown_layer": (
        "Mục {row}: lớp “{kind}” không có trong danh mục ({choices}).",
        "Item {row}: the layer “{kind}” is not on the list ({choices}).",
    ),
    "layer_shape": (
        "Mục {row}: lớp {kind} phải là {expected}, không phải {shape}.",
        "Item {row}: a layer {kind} must be {expected}, not {shape}.",
    ),
    "layer_name": (
        "Mục {row}: lớp {kind} thiếu tên tiếng Việt hoặc tiếng Anh.",
        "Item {row}: the layer {kind} has no Vietnamese or no English name.",
    ),
    "layer_empty": (
        "Mục {row}, lớp {kind}: không có hình nào (trống, hoặc không có diện tích, chiều dài).",
        "Item {row}, layer {kind}: there is no shape (nothing drawn, or without area or length).",
    ),
    "layer_no_numbers": (
        "Mục {row}, lớp {kind}: tọa độ không phải là số hoặc thiếu số.",
        "Item {row}, layer {kind}: coordinates are no numbers, or some are missing.",
    ),
    "layer_not_closed": (
        "Mục {row}, lớp {kind}: đường bao không khép kín (điểm đầu và điểm cuối khác nhau).",
        "Item {row}, layer {kind}: an outline does not close (its first and its last point differ).",
    ),
    "layer_crossing": (
        "Mục {row}, lớp {kind}: hình tự cắt hoặc các phần chồng lên nhau.",
        "Item {row}, layer {kind}: the shape crosses itself, or its parts lie on one another.",
    ),
    "layer_swapped_axes": (
        "Mục {row}, lớp {kind}: hai trục bị đảo, khác với phần còn lại của tệp.",
        "Item {row}, layer {kind}: the axes are swapped against the rest of the file.",
    ),
    "layer_looks_like_metres": (
        "Mục {row}, lớp {kind}: tọa độ có vẻ tính bằng mét, trong khi tệp tính bằng độ.",
        "Item {row}, layer {kind}: coordinates look like metres, while the file is in degrees.",
    ),
    "layer_looks_like_degrees": (
        "Mục {row}, lớp {kind}: tọa độ có vẻ tính bằng độ, trong khi tệp tính bằng mét.",
        "Item {row}, layer {kind}: coordinates look like degrees, while the file is in metres.",
    ),
    "layer_wrong_meridian": (
        "Mục {row}, lớp {kind}: sai kinh tuyến trục: các số này thuộc múi {meridian}, không phải {stated}; "
        "lệch {km} km. Chọn đúng múi.",
        "Item {row}, layer {kind}: wrong central meridian: these numbers belong to the zone {meridian}, not to "
        "{stated}; they fall {km} km away. Choose that zone.",
    ),
    "layer_utm_or_zone": (
        "Mục {row}, lớp {kind}: các số này tính theo kinh tuyến 105° (UTM 48N hoặc múi 3 độ), không phải {stated}; "
        "lệch {km} km. Chọn đúng hệ.",
        "Item {row}, layer {kind}: these numbers go by the meridian 105° (UTM 48N or the three-degree zone), not by "
        "{stated}; they fall {km} km away. Choose that system.",
    ),
    "layer_converted_meridian": (
        "Mục {row}, lớp {kind}: đã chuyển sang độ theo kinh tuyến trục {meridian}, không phải 106°30′; lệch {km} km. "
        "Chuyển lại từ số liệu gốc.",
        "Item {row}, layer {kind}: turned to degrees by the central meridian {meridian}, not 106°30′; it falls "
        "{km} km away. Convert the original numbers again.",
    ),
    "layer_elsewhere": (
        "Mục {row}, lớp {kind}: nằm ngoài vùng quanh khu ({x}; {y}): kiểm tra hệ tọa độ và các trục.",
        "Item {row}, layer {kind}: lies outside the surroundings of the park ({x}; {y}): check the coordinate "
        "system and the axes.",
    ),
    "layer_reaches_out": (
        "Mục {row}, lớp {kind}: có đoạn vươn ra ngoài vùng quanh khu ({x}; {y}). Giữ nguyên?",
        "Item {row}, layer {kind}: part of it runs beyond the surroundings of the park ({x}; {y}). Keep it?",
    ),
    "layer_far": (
        "Mục {row}, lớp {kind}: cách khu {km} km. Giữ nguyên?",
        "Item {row}, layer {kind}: lies {km} km from the park. Keep it?",
    ),
    "layer_on_plots": (
        "Mục {row}, lớp {kind}: chồng lên {count} lô ({plots}), tổng cộng {area} m². Giữ nguyên?",
        "Item {row}, layer {kind}: lies on {count} {count:plot|plots} ({plots}), {area} m² in all. Keep it?",
    ),
    "layer_boundary_leaves_out": (
        "Mục {row}: ranh giới khu mới không chứa hết {count} lô ({plots}): {area} m² nằm ngoài.",
        "Item {row}: the new boundary does not hold all of {count} {count:plot|plots} ({plots}): "
        "{area} m² lie outside.",
    ),
    "layer_displaced": (
        "Mục {row}, lớp {kind}: lệch {m} m so với lớp đang có, đúng bằng một lỗi chuyển đổi thường gặp ({way}).",
        "Item {row}, layer {kind}: lies {m} m beside the layer on the site, just as a usual mistake of conversion "
        "puts it ({way}).",
    ),
    "layer_moved": (
        "Mục {row}, lớp {kind}: dịch {m} m cùng một hướng so với lớp đang có. Giữ nguyên?",
        "Item {row}, layer {kind}: moved {m} m to the same side since the layer on the site. Keep it?",
    ),
}
