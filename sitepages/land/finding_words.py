"""The sentences of an import's findings, in Vietnamese and English: code -> (vi, en). Placeholders are facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

# --- The file ---
FILES: Words = {
    "empty_file": ("Tệp {file} trống.", "The file {file} is empty."),
    "nothing_inside": (
        "Đọc được tệp {file}, nhưng bên trong không có lô đất hay lớp bản đồ nào.",
        "The file {file} can be read, but there is no plot and no layer in it.",
    ),
    "no_labels": (
        "Bản vẽ {file} có {count} đường khép kín nhưng không đường nào có mã lô bên trong. Đặt chữ (TEXT, MTEXT) "
        "hoặc khối có thuộc tính CODE với mã lô (như SX-01) vào trong mỗi lô.",
        "The drawing {file} has {count} closed {count:outline|outlines}, but no plot code inside any. Put a text "
        "(TEXT, MTEXT) or a block with an attribute CODE, such as SX-01, into each plot.",
    ),
    "no_closed_outlines": (
        "Bản vẽ {file} không có đường đa tuyến nào (POLYLINE, LWPOLYLINE) trong không gian mô hình. Vẽ ranh mỗi lô "
        "bằng một đường đa tuyến khép kín; nét rời (LINE) không đọc được thành lô.",
        "The drawing {file} has no polyline (POLYLINE, LWPOLYLINE) in its model space. Draw each plot as one closed "
        "polyline; single lines (LINE) make no plot.",
    ),
    "broken_xml": (
        "Tệp {file} là KML nhưng hỏng ở dòng {row}, ký tự {place}: thường do tệp bị cắt ngang hoặc thẻ không đóng. "
        "Xuất lại từ phần mềm gốc.",
        "The file {file} is KML but broken in line {row}, character {place}: mostly it was cut off or a tag is not "
        "closed. Write it again from the program it comes from.",
    ),
    "file_too_big": ("Tệp {file} lớn hơn {limit} MB.", "The file {file} is larger than {limit} MB."),
    "too_much": (
        "Tệp {file} có quá nhiều dòng hoặc lô (giới hạn {limit}).",
        "The file {file} has too many rows or plots (the limit is {limit}).",
    ),
    "unreadable_file": (
        "Không đọc được tệp {file} theo định dạng {form}: tệp hỏng hoặc không đúng định dạng.",
        "The file {file} cannot be read as {form}: it is damaged or something else.",
    ),
    "unknown_form": (
        "Không nhận ra nội dung tệp {file}. Dùng CSV, XLSX, GeoJSON, Shapefile (zip), GeoPackage, KML, KMZ hoặc DXF.",
        "The content of {file} is not recognised. Use CSV, XLSX, GeoJSON, a zipped Shapefile, GeoPackage, KML, "
        "KMZ or DXF.",
    ),
    "unknown_xml": (
        "Tệp {file} là XML nhưng không phải KML; không mở.",
        "The file {file} is XML but no KML; it was not opened.",
    ),
    "disguised": (
        "Tệp {file} có đuôi .{ending} nhưng nội dung là {form}; không mở. Đặt lại tên nếu tệp đúng là của quý cơ quan.",
        "The file {file} ends in .{ending} but holds {form}; it was not opened. Rename it if it is really yours.",
    ),
    "no_ending": (
        "Tên tệp {file} không có đuôi; không mở. Nội dung là {form}: đặt lại tên nếu tệp đúng là của quý cơ quan.",
        "The name {file} has no ending; it was not opened. It holds {form}: rename it if it is really yours.",
    ),
    "xml_bomb": (
        "Tệp {file} chứa khai báo DTD hoặc thực thể XML; không mở.",
        "The file {file} declares a DTD or XML entities; it was not opened.",
    ),
    "zip_bomb": (
        "Tệp nén {file} bung ra quá lớn; không mở.",
        "The archive {file} unpacks to far too much; it was not opened.",
    ),
    "zip_path": (
        "Tệp nén {file} có mục “{entry}” trỏ ra ngoài thư mục; không mở.",
        "The archive {file} has an entry “{entry}” that points outside it; it was not opened.",
    ),
    "macros": (
        "Bảng tính {file} có macro, đối tượng nhúng hoặc lấy dữ liệu từ nơi khác; không mở. Xin lưu lại thành tệp "
        ".xlsx không có các phần ấy.",
        "The workbook {file} holds macros, embedded objects or something fetched from elsewhere; it was not opened. "
        "Save it as .xlsx without them.",
    ),
    "formula_active": (
        "Bảng tính {file} có công thức tải dữ liệu từ mạng hoặc chạy chương trình (như WEBSERVICE, IMAGE, DDE); không "
        "mở. Xin thay công thức bằng giá trị của nó.",
        "The workbook {file} holds a formula that fetches or runs something (such as WEBSERVICE, IMAGE or DDE); it was "
        "not opened. Put its value in its place.",
    ),
    "kml_active": (
        "Bản đồ {file} tải dữ liệu từ mạng hoặc có mã lệnh; không mở. Xin lưu lại không có liên kết mạng, ảnh từ xa và "
        "mã lệnh.",
        "The map {file} loads something from a network or holds a script; it was not opened. Save it without network "
        "links, remote pictures and scripts.",
    ),
    "zip_locked": ("Tệp nén {file} có mật khẩu.", "The archive {file} is locked with a password."),
    "zip_in_zip": (
        "Tệp nén {file} chứa tệp nén khác; không mở.",
        "The archive {file} holds another archive; it was not opened.",
    ),
    "shapefile_parts": (
        "Tệp {file} phải chứa đúng một Shapefile với đủ .shp, .shx và .dbf.",
        "The file {file} must hold exactly one Shapefile with its .shp, .shx and .dbf.",
    ),
    "database_views": (
        "GeoPackage {file} chứa khung nhìn, bảng ảo hoặc cột tự tính; không mở.",
        "The GeoPackage {file} holds views, virtual tables or computed columns; it was not opened.",
    ),
    "several_tables": (
        "GeoPackage {file} có {count} lớp vùng; cần đúng một lớp lô đất.",
        "The GeoPackage {file} has {count} {count:layer|layers} of polygons; exactly one layer of plots is needed.",
    ),
    "drawing_unit": (
        "Bản vẽ {file} dùng đơn vị {units}; cần mét hoặc milimét.",
        "The drawing {file} is in {units}; metres or millimetres are needed.",
    ),
    "wrong_encoding": (
        "Không đọc được chữ trong tệp {file}: cần UTF-8 hoặc Windows-1258.",
        "The text of {file} cannot be read: it must be UTF-8 or Windows-1258.",
    ),
    "missing_column": ("Tệp {file} thiếu cột {column}.", "The file {file} has no column {column}."),
    "no_plot_column": (
        "Tệp {file} không có cột {column}. Nếu bảng chỉ có một lô, ghi mã lô ấy ở ô “Mã lô của bảng”.",
        "The file {file} has no column {column} (the plot's code). If the table is of one plot, name it under "
        "“Plot of the table”.",
    ),
    "no_code_column": (
        "Tệp {file} không có cột mã lô. Các tên cột được hiểu: {titles}.",
        "The file {file} has no column for the plot's code. Titles understood: {titles}.",
    ),
    "no_code_property": (
        "Không lô nào trong tệp {file} có mã lô. Các thuộc tính trong tệp: {found}. Mã lô được tìm ở thuộc tính mang "
        "một trong các tên: {titles}; nếu không có thì ở id của đối tượng.",
        "No plot of {file} has a code. Properties in the file: {found}. The code is looked for in a property called "
        "one of: {titles}; failing that, in the id of the feature.",
    ),
    "no_code_name": (
        "Không lô nào trong tệp {file} có mã lô. Dữ liệu kèm theo trong tệp: {found}. Mã lô được tìm ở dữ liệu mang "
        "một trong các tên: {titles}; nếu không có thì ở tên (name) của dấu vị trí.",
        "No plot of {file} has a code. Data fields in the file: {found}. The code is looked for in a field called "
        "one of: {titles}; failing that, in the name of the placemark.",
    ),
    "bad_code_given": (
        "“{value}”, mã lô ghi cho tệp {file}, không phải là mã lô (chữ không dấu, gạch ngang, số: SX-01).",
        "“{value}”, named as the plot of {file}, is no plot code (letters A to Z, a hyphen, digits: SX-01).",
    ),
    "more_findings": (
        "Và {count} lỗi hoặc cảnh báo nữa không liệt kê ở đây.",
        "And {count} more {count:error or warning that is|errors or warnings that are} not listed here.",
    ),
    "unknown_column": (
        "Tệp {file} có cột “{column}” mà trang không có: cột này không được nhập. Vẫn nhập phần còn lại?",
        "The file {file} has a column “{column}” that the site does not have: it is left out. Import the rest?",
    ),
    "not_a_feature": ("Mục {row} không phải là một đối tượng GeoJSON.", "Item {row} is no GeoJSON feature."),
}

# What a command line calls otherwise than a page.
COMMAND_LINE: Words = {
    "no_plot_column": (
        "Tệp {file} không có cột {column}. Nếu bảng chỉ có một lô, ghi mã lô ấy bằng --plot.",
        "The file {file} has no column {column} (the plot's code). If the table is of one plot, name it with --plot.",
    ),
}

# --- The outline ---
PLOTS: Words = {
    "no_outline": (
        "Mục {row} không có đường ranh dạng vùng ({kind}).",
        "Item {row} has no outline in the form of a polygon ({kind}).",
    ),
    "several_parts": ("Lô gồm {count} mảnh rời nhau.", "The plot is in {count} separate parts."),
    "has_hole": ("Lô có {count} lỗ bên trong.", "The plot has {count:a hole|{count} holes}."),
    "too_few_vertices": (
        "Chỉ có {count} đỉnh; cần ít nhất 3.",
        "Only {count} {count:vertex|vertices}; at least 3 are needed.",
    ),
    "too_many_vertices": (
        "Có {count} đỉnh; giới hạn là {limit}.",
        "{count} vertices; the limit is {limit}.",
    ),
    "missing_vertex": (
        "Thiếu đỉnh: sau điểm {before} đến điểm {after}.",
        "A vertex is missing: point {before} is followed by point {after}.",
    ),
    "side_mismatch": (
        "Cạnh sau điểm {point}: bảng ghi {listed} m, tọa độ cho {measured} m. Có thể thiếu đỉnh hoặc sai tọa độ.",
        "Side after point {point}: the table says {listed} m, the coordinates give {measured} m. "
        "A vertex may be missing or wrong.",
    ),
    "unclosed_ring": (
        "Đường ranh không khép kín: cạnh cuối bảng ghi {listed} m, đến điểm 1 là {measured} m.",
        "The outline does not close: the last side is listed as {listed} m, to point 1 it is {measured} m.",
    ),
    "not_back_at_first": (
        "Đường ranh không khép kín: điểm {point} ghi lại ở cuối cách điểm {point} ban đầu {apart} m.",
        "The outline does not close: point {point} repeated at the end lies {apart} m from where it began.",
    ),
    "ring_not_closed": (
        "Đường ranh không khép kín: điểm đầu và điểm cuối (thứ {last}) khác nhau.",
        "The outline does not close: its first and its last point (number {last}) differ.",
    ),
    "line_not_closed": (
        "Đường đa tuyến không khép kín: hai đầu cách nhau {apart} m.",
        "The polyline is not closed: its ends are {apart} m apart.",
    ),
    "duplicate_vertex": ("Điểm {point} trùng điểm trước.", "Point {point} repeats the point before it."),
    "self_crossing": ("Đường ranh tự cắt.", "The outline crosses itself."),
    "area_mismatch": (
        "Diện tích khai {declared} m², tính từ tọa độ {computed} m²: lệch quá 0,1%.",
        "Declared area {declared} m², computed {computed} m²: more than 0.1% apart.",
    ),
    "area_of_site_differs": (
        "Diện tích đang công bố {declared} m², ranh mới tính ra {computed} m²: lệch quá 0,1%. "
        "Diện tích không đổi theo.",
        "Published area {declared} m², the new outline gives {computed} m²: more than 0.1% apart. "
        "The published area stays.",
    ),
    "overlap": ("Chồng lên lô {other} {area} m².", "Overlaps plot {other} by {area} m²."),
    "gap_sliver": (
        "Có khe hở hẹp {area} m² với lô {other}.",
        "A narrow gap of {area} m² remains towards plot {other}.",
    ),
    "no_survey": (
        "Có trong bảng thuộc tính nhưng không có trong bảng tọa độ.",
        "In the attributes but not in the survey.",
    ),
    "no_attributes": (
        "Có trong bảng tọa độ nhưng không có trong bảng thuộc tính.",
        "In the survey but not in the attributes.",
    ),
    "unknown_plot": (
        "Trên trang không có lô nào mang mã này: kiểm tra mã lô. Lô mới cần cả đường ranh lẫn phân khu.",
        "The site has no plot with this code: check the code. A new plot needs its outline and its zone.",
    ),
    "unknown_code": (
        "Chưa có lô nào mang mã này trên trang. Thêm lô mới?",
        "No plot on the site has this code. Add a new plot?",
    ),
    "plot_vanishes": (
        "Đang có trên trang nhưng không có trong tệp. Bỏ lô này khỏi trang?",
        "On the site but not in the file. Take this plot off the site?",
    ),
    "plot_referred": (
        "Không có trong tệp, nhưng {count} hồ sơ hoặc giữ chỗ đang nhắc đến lô này ({who}).",
        "Not in the file, but {count} {count:lead or hold points|leads or holds point} at this plot ({who}).",
    ),
}

# --- The values ---
VALUES: Words = {
    "missing_code": ("Dòng {row} không có mã lô.", "Row {row} has no plot code."),
    "bad_code": (
        "Dòng {row}: “{value}” không phải là mã lô (chữ không dấu, gạch ngang, số: SX-01).",
        "Row {row}: “{value}” is no plot code (letters A to Z, a hyphen, digits: SX-01).",
    ),
    "missing_label": (
        "Đường khép kín trên lớp {layer} gần ({x}; {y}) không có mã lô bên trong.",
        "The closed outline on layer {layer} near ({x}; {y}) has no plot code inside.",
    ),
    "frame_labelled": (
        "Hình chữ nhật trên lớp {layer} bao quanh {count} lô, bên trong còn có chữ {labels}. Hiểu là khung bản vẽ, "
        "không phải lô đất?",
        "The rectangle on layer {layer} lies around {count} {count:plot|plots} and has the text {labels} "
        "inside. Take it for the sheet's frame, no plot?",
    ),
    "several_labels": (
        "Đường khép kín trên lớp {layer} có nhiều mã lô bên trong: {labels}.",
        "The closed outline on layer {layer} has several plot codes inside: {labels}.",
    ),
    "duplicate_code": (
        "Mã lô xuất hiện hai lần trong tệp {file} (dòng {row}).",
        "The plot code occurs twice in {file} (row {row}).",
    ),
    "empty_coordinate": ("Dòng {row}: cột {column} trống.", "Row {row}: column {column} is empty."),
    "empty_choice": ("Dòng {row}: cột {column} không được để trống.", "Row {row}: column {column} must not be empty."),
    "unreadable_number": (
        "Dòng {row}: “{value}” ở cột {column} không phải là số.",
        "Row {row}: “{value}” in column {column} is not a number.",
    ),
    "unreadable_date": (
        "Dòng {row}: “{value}” ở cột {column} không phải là ngày (năm-tháng-ngày).",
        "Row {row}: “{value}” in column {column} is not a date (year-month-day).",
    ),
    "unprintable_text": (
        "Dòng {row}: “{value}” ở cột {column} chứa ký tự điều khiển; nhập lại chữ này.",
        "Row {row}: “{value}” in column {column} holds control characters; type this text again.",
    ),
    "out_of_range": (
        "Dòng {row}: {value} ở cột {column} ngoài khoảng cho phép.",
        "Row {row}: {value} in column {column} is out of range.",
    ),
    "no_zones": (
        "Trang chưa có phân khu chức năng nào, nên chưa nhận được mã phân khu trong tệp {file} (như “{value}”). "
        "Thêm các phân khu trong trang quản trị, mục Phân khu chức năng, rồi gửi lại tệp.",
        "The site has no functional zones yet, so the zone codes of {file} (such as “{value}”) cannot be taken. "
        "Add the zones in the admin under Functional zones, then send the file again.",
    ),
    "unknown_zone": (
        "Dòng {row}: không có phân khu “{value}” (đang có: {choices}). Nếu mã đúng, thêm phân khu này trong trang "
        "quản trị, mục Phân khu chức năng, rồi gửi lại tệp.",
        "Row {row}: there is no zone “{value}” (known: {choices}). If the code is right, add this zone in the admin "
        "under Functional zones, then send the file again.",
    ),
    "unknown_choice": (
        "Dòng {row}: “{value}” ở cột {column} không có trong danh mục ({choices}).",
        "Row {row}: “{value}” in column {column} is not on the list ({choices}).",
    ),
    "status_older": (
        "Tình trạng trong tệp ({status}) cũ hơn lịch sử của lô, nên giữ nguyên tình trạng đang lưu ({on_record}; thay "
        "đổi mới nhất ngày {since}). Nhập phần còn lại?",
        "The status in the file ({status}) is older than the plot's history, so the one on record ({on_record}; last "
        "change on {since}) stays. Import the rest?",
    ),
    "newer_on_record": (
        "{count} số liệu đang lưu mới hơn tệp này và khác với tệp (lô {plots}; tệp ngày {day}, số liệu đang lưu mới "
        "nhất ngày {newest}). Thay bằng số liệu cũ hơn trong tệp?",
        "{count} {count:fact|facts} on record {count:is|are} newer than this file and {count:differs|differ} from it "
        "(plots {plots}; the file is of {day}, the newest on record of {newest}) and will be replaced. Replace "
        "{count:it|them} by what is older?",
    ),
    "past_at_once": (
        "Vì ngày đo đã lâu, {count} số liệu (lô {plots}), trong đó có {statuses} tình trạng lô, sẽ hết hạn dùng ngay "
        "khi nhập và hiện là chưa xác minh. Vẫn nhập?",
        "The day of the survey is so old that {count} {count:fact|facts} (plots {plots}), {statuses} of them statuses, "
        "will be past {count:its|their} last day at once and read as not verified. Import all the same?",
    ),
    "value_lost": (
        "Cột {column} để trống, trong khi trang đang lưu {value} (kể cả khi đã hết hạn dùng). "
        "Ghi là chưa biết và bỏ giá trị này?",
        "Column {column} is empty, while {value} is on record (even if it has expired). "
        "Set it to unknown and drop this value?",
    ),
}
