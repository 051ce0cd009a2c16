"""The park's land. GDAL is told here, before anything of this room can load it, to know two formats only.

GDAL opened a VRT named x.geojson and gave back another file of the server (tried, November 2026); its
wheel also carries HTTP, WFS and SQLite drivers. Setting GDAL_SKIP after the first import does nothing.
"""

import os

KEPT = ("ESRI Shapefile", "GPKG")
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,FlatGeobuf,"
    "GDALG,GML,GPSBabel,GPX,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MVT,"
    "MapInfo File,MapML,MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,"
    "PGDUMP,PLSCENES,PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,VDV,VFK,VICAR,VRT,WAsP,WFS,XLSX"
)
os.environ["GDAL_SKIP"] = SKIPPED
