import './bare-auto.css';
import './bare.ts';
