# look.sh FILE.docx : to png montage
cd /tmp/d
for f in "$@"; do
FONTCONFIG_FILE=/tmp/d/fc/fonts.conf soffice -env:UserInstallation=file:///tmp/d/lo --headless --convert-to pdf --outdir /tmp/d/pdf $f >/dev/null 2>&1
b=$(basename $f); b=${b%.*}
rm -f pdf/$b-*.png
pdftoppm -r ${R:-60} -png -l ${L:-8} pdf/$b.pdf pdf/$b
/work/docs/.venv/bin/python - $b <<'P'
import sys,glob
from PIL import Image
ims=[Image.open(f) for f in sorted(glob.glob(f'/tmp/d/pdf/{sys.argv[1]}-*.png'))]
n=4; w=ims[0].width;h=ims[0].height; rows=-(-len(ims)//n)
o=Image.new('RGB',(w*min(n,len(ims)),h*rows),'grey')
for k,i in enumerate(ims): o.paste(i,((k%n)*w,(k//n)*h))
o.save(f'/tmp/d/pdf/{sys.argv[1]}.png'); print(o.size,len(ims))
P
pdfinfo pdf/$b.pdf | grep Pages
done
